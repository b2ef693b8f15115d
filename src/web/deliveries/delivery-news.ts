// Which delivery has just changed, for whoever shows it.

const readers = new Set<(id: string) => void>();

export function tellOfDelivery(id: string): void {
  for (const reader of [...readers]) reader(id);
}

/** Until the function that it returns is called. */
export function hearOfDeliveries(reader: (id: string) => void): () => void {
  readers.add(reader);
  return () => void readers.delete(reader);
}
