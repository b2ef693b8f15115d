// Whether the service in this container answers: exit code 0 or 1. No curl is needed in the image.
const { PORT = '4000' } = process.env;
const answers = await fetch(`http://127.0.0.1:${PORT}/healthz`, { signal: AbortSignal.timeout(2_500) }).then(
  ({ ok }) => ok,
  () => false,
);
process.exit(answers ? 0 : 1);
