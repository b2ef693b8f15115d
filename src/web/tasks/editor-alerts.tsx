// Why it was not saved, and what somebody else saved.
import { Alert, Button, Group, Text } from '@mantine/core';
import { Icon } from '../parts/icon.tsx';
import { editor } from '../words/editor.ts';
import { tasks as words } from '../words/tasks.ts';
import type { TaskEditing } from './use-task-draft.ts';

export function EditorAlerts({ editing, review }: { readonly editing: TaskEditing; readonly review: () => void }) {
  const { problems, failure, theirs, refused } = editing;
  const named = (path: string) => {
    const place = /^config\[(\d+)\]/.exec(path)?.[1];
    const key = place === undefined ? undefined : refused[Number(place)]?.key;
    return key ? `${words.settings.section}: ${key}` : (labels[path] ?? path);
  };
  return (
    <>
      {theirs && (
        <Alert color="orange" variant="outline" icon={<Icon name="user" />} role="alert">
          <Group justify="space-between">
            <Text size="sm">{words.conflict.banner}</Text>
            <Button size="xs" onClick={review}>
              {editor.conflict.review}
            </Button>
          </Group>
        </Alert>
      )}
      {problems.size > 0 && (
        <Alert
          color="red"
          variant="outline"
          icon={<Icon name="alert" />}
          title={editor.toFix(problems.size)}
          role="alert"
        >
          {[...problems].map(([path, message]) => (
            <Text key={path} size="sm">
              {named(path)}: {message}
            </Text>
          ))}
        </Alert>
      )}
      {failure && (
        <Alert color="red" variant="outline" icon={<Icon name="alert" />} role="alert">
          {editor.notSaved(failure)}
        </Alert>
      )}
    </>
  );
}

const labels: Readonly<Record<string, string>> = words.conflict.fields;
