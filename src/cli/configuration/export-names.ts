// How an exported integration names the task that it runs: by its key or its name where that is its alone, else by id.

export interface Exported {
  readonly [field: string]: unknown;
  readonly id: string;
  readonly name: string;
  readonly managed_key?: string;
}

export function createExportNames(tasks: readonly Exported[], all: readonly Exported[]): (id: string) => string {
  const sameName = (name: string) => all.filter((task) => task.name === name || task.managed_key === name).length;
  return (id) => {
    const own = tasks.find((task) => task.id === id);
    if (own?.managed_key !== undefined) return own.managed_key;
    const task = own ?? all.find((one) => one.id === id);
    return task && sameName(task.name) === 1 ? task.name : id;
  };
}
