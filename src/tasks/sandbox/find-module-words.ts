// Finds the words `import` and `export` of a script, for clear errors and to tell a module from plain statements.
// It must never be trusted to keep a script from importing: the engine that runs it has no loader at all.

export interface ModuleWord {
  word: 'import' | 'import type' | 'export';
  line: number;
  column: number;
}

const BEFORE_A_REGEX =
  /(?:^|[^\w$)\]}'"`.])$|\b(?:return|typeof|case|in|of|delete|void|throw|new|else|do|instanceof|yield|await)$/;
const WORD = /[\p{ID_Start}$_][\p{ID_Continue}$\u200c\u200d]*/uy;
const REGEX = /\/(?:[^\n\\/[]|\\[^\n]|\[(?:[^\n\\\]]|\\[^\n])*\])+\/[a-z]*/y;
const TEXT = /'(?:[^'\\\n]|\\[\s\S])*'?|"(?:[^"\\\n]|\\[\s\S])*"?/y;
const COMMENT = /\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$)/y;
const TYPE_IMPORT = /import\s+type\s+(?!from\b)[\w${*]/y;
const IMPORT = /import(?:\s*(?:[('"{*.]|[\w$]))/y;
const EXPORT_FROM = /export\s*(?:\*[^'"`;=()]*|\{[^}]*\}\s*)from\s*['"]/y;
const METHOD = /import\s*\([^()]*\)\s*\{/y;
const EXPORT = /export\s*(?:[{*]|default\b|const\b|let\b|var\b|async\b|function\b|class\b|type\b|interface\b)/y;

export function findModuleWords(source: string): ModuleWord[] {
  const found: ModuleWord[] = [];
  // One entry per open template: how many braces are open within its current `${`.
  const templates: number[] = [];
  let before = '';
  let at = 0;

  const take = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    return pattern.exec(source)?.[0];
  };
  const skipTemplate = () => {
    while (at < source.length && source[at] !== '`' && !source.startsWith('${', at)) at += source[at] === '\\' ? 2 : 1;
    if (source[at] === '`') at += 1;
    else if (at < source.length) {
      at += 2;
      templates.push(0);
    }
    before = source[at - 1] === '`' ? '`' : '';
  };

  while (at < source.length) {
    const char = source[at] ?? '';
    if (/\s/.test(char)) {
      at += 1;
      continue;
    }
    const comment = char === '/' ? take(COMMENT) : undefined;
    if (comment !== undefined) {
      at += comment.length;
      continue;
    }
    const word = take(WORD);
    if (word !== undefined) {
      const kind = before.endsWith('.') && !before.endsWith('..') ? undefined : moduleWord(word, take);
      if (kind) found.push({ word: kind, ...placeOf(source, at) });
      at += word.length;
      before = word;
      continue;
    }
    const open = templates.length - 1;
    if (char === '`') {
      at += 1;
      skipTemplate();
    } else if (char === '}' && templates[open] === 0) {
      at += 1;
      templates.pop();
      skipTemplate();
    } else {
      if (open >= 0 && char === '{') templates[open] = (templates[open] ?? 0) + 1;
      if (open >= 0 && char === '}') templates[open] = (templates[open] ?? 0) - 1;
      const skipped = take(TEXT) ?? (char === '/' && BEFORE_A_REGEX.test(before) ? take(REGEX) : undefined);
      at += skipped?.length || 1;
      before = skipped ? "'" : before.slice(-2) + char;
    }
  }
  return found;
}

function moduleWord(word: string, take: (pattern: RegExp) => string | undefined): ModuleWord['word'] | undefined {
  if (word === 'export' && take(EXPORT_FROM) !== undefined) return 'import';
  if (word === 'export') return take(EXPORT) === undefined ? undefined : 'export';
  if (word !== 'import' || take(IMPORT) === undefined || take(METHOD) !== undefined) return undefined;
  return take(TYPE_IMPORT) === undefined ? 'import' : 'import type';
}

function placeOf(source: string, index: number): { line: number; column: number } {
  const lines = source.slice(0, index).split('\n');
  return { line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 };
}
