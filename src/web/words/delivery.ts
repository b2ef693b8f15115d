// The states of a delivery, in words. Addresses keep the API's own.

export const delivery = {
  status: {
    PENDING: 'Queued',
    RUNNING: 'Sending',
    SUCCESS: 'Delivered',
    FAILED: 'Failed',
    retrying: 'Retrying',
  },
  retryingIn: (secs: number, attempt: number, of: number) => `Retrying in ${secs} s, attempt ${attempt} of ${of}`,
};
