// Names of environment variables for the secrets of an export, each once.

export interface SecretNames {
  /** @returns the variable for this field of this object. */
  add(owner: string, field: string): string;
  all(): readonly { readonly variable: string; readonly owner: string; readonly field: string }[];
}

export function createSecretNames(): SecretNames {
  const names: { variable: string; owner: string; field: string }[] = [];
  return {
    add: (owner, field) => {
      const base = variableName(`${owner}_${field}`);
      let variable = base;
      for (let count = 2; names.some((one) => one.variable === variable); count++) variable = `${base}_${count}`;
      names.push({ variable, owner: owner.replace(/\s+/g, ' '), field });
      return variable;
    },
    all: () => names,
  };
}

function variableName(text: string): string {
  const plain = text
    .normalize('NFKD')
    .replace(/[^A-Za-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '')
    .toUpperCase();
  return /^[A-Z_]/.test(plain) ? plain : `_${plain}`;
}
