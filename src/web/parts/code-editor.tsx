// CodeMirror as a field of a form. Tab goes on to the next field, as everywhere on the page.
import {
  autocompletion,
  type CompletionSource,
  closeBrackets,
  completionKeymap,
  startCompletion,
} from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import { type Diagnostic, setDiagnostics } from '@codemirror/lint';
import { EditorState, type Extension } from '@codemirror/state';
import { EditorView, keymap, placeholder as placeholderText } from '@codemirror/view';
import { tags } from '@lezer/highlight';
import { useEffect, useRef } from 'react';
import { nonce } from '../app/nonce.ts';
import classes from './parts.module.css';

export interface Fault {
  /** From 1. */
  readonly line: number;
  /** From 0, in UTF-8 bytes. */
  readonly column: number;
  readonly message: string;
  readonly isError: boolean;
}

interface CodeEditorProps {
  readonly value: string;
  /** The id of what names it. */
  readonly labelledBy: string;
  readonly placeholder: string;
  readonly isBad: boolean;
  readonly faults: readonly Fault[];
  readonly complete: CompletionSource;
  /** The language, and what else the text needs. Must be the same at each call. */
  readonly language: Extension;
  /** From 1: shown, and where the typing begins, at the start. */
  readonly startLine?: number | undefined;
  readonly onChange: (value: string) => void;
}

const look = EditorView.theme({
  '&': { fontSize: '0.875rem', maxHeight: '26rem' },
  '.cm-gutters': { background: 'transparent', border: 'none', color: 'var(--ours-quiet)' },
  '.cm-lineNumbers .cm-gutterElement': { padding: '0 0.25rem 0 0.7rem' },
  '.cm-tooltip-hover': { maxWidth: '36rem' },
  '&.cm-focused': { outline: '2px solid var(--mantine-color-anchor)', borderRadius: 'var(--mantine-radius-md)' },
  '.cm-scroller': { fontFamily: 'var(--mantine-font-family-monospace)', lineHeight: '1.5' },
  '.cm-content': { padding: '0.4rem 0', caretColor: 'var(--mantine-color-text)' },
  '.cm-line': { padding: '0 0.7rem' },
  '.cm-cursor': { borderLeftColor: 'var(--mantine-color-text)' },
  '.cm-placeholder': { color: 'var(--mantine-color-placeholder)' },
  '.cm-tooltip': {
    background: 'var(--ours-card)',
    border: '1px solid var(--ours-line)',
    color: 'var(--mantine-color-text)',
    borderRadius: 'var(--mantine-radius-md)',
  },
  '.cm-tooltip-autocomplete ul li[aria-selected]': {
    background: 'var(--ours-busy-ground)',
    color: 'var(--mantine-color-text)',
  },
  '.cm-completionDetail': { color: 'var(--mantine-color-dimmed)', fontStyle: 'normal', marginLeft: '0.75em' },
});

// Browsers keep the looks of what is typed over by style attributes, which the page's policy forbids.
const typeOverSelection = EditorView.domEventHandlers({
  beforeinput: (event, view) => {
    const isOver = event.inputType === 'insertText' && !view.state.selection.main.empty;
    if (!isOver || !event.data || /[([{"'`]/.test(event.data)) return false;
    event.preventDefault();
    view.dispatch(view.state.replaceSelection(event.data), { userEvent: 'input.type', scrollIntoView: true });
    return true;
  },
});

const colours = HighlightStyle.define([
  { tag: tags.brace, color: 'var(--ours-quiet)' },
  { tag: tags.keyword, color: 'var(--ours-bad)' },
  { tag: tags.variableName, color: 'var(--mantine-color-anchor)' },
  { tag: tags.string, color: 'var(--ours-good)' },
  { tag: tags.number, color: 'var(--ours-wait)' },
  { tag: tags.atom, color: 'var(--ours-wait)' },
  { tag: tags.comment, color: 'var(--ours-quiet)', fontStyle: 'italic' },
]);

export function CodeEditor(props: CodeEditorProps) {
  const { value, labelledBy, placeholder, isBad, faults, complete, language, startLine, onChange } = props;
  const place = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(undefined);
  const now = useRef({ onChange, complete });
  now.current = { onChange, complete };
  const first = useRef({ value, labelledBy, placeholder, language, startLine });
  // What was typed and has not come back as `value` yet. While it is on its way more is typed, which must not be undone.
  const told = useRef<string[]>([]);
  useEffect(() => {
    if (!place.current) return undefined;
    const made = new EditorView({
      parent: place.current,
      state: EditorState.create({
        doc: first.current.value,
        extensions: [
          EditorView.cspNonce.of(nonce),
          history(),
          closeBrackets(),
          first.current.language,
          syntaxHighlighting(colours),
          autocompletion({ override: [(context) => now.current.complete(context)], icons: false }),
          keymap.of([
            { key: 'Ctrl-Space', run: startCompletion },
            ...completionKeymap,
            ...historyKeymap,
            ...defaultKeymap,
          ]),
          EditorView.lineWrapping,
          typeOverSelection,
          placeholderText(first.current.placeholder),
          look,
          EditorView.contentAttributes.of({
            'aria-labelledby': first.current.labelledBy,
            'aria-multiline': 'true',
            tabindex: '0',
          }),
          EditorView.updateListener.of(({ docChanged, state }) => {
            if (!docChanged) return;
            told.current.push(state.doc.toString());
            now.current.onChange(state.doc.toString());
          }),
        ],
      }),
    });
    view.current = made;
    if (first.current.startLine !== undefined) goToLine(made, first.current.startLine);
    return () => made.destroy();
  }, []);
  useEffect(() => {
    const shown = view.current;
    const at = told.current.indexOf(value);
    if (at >= 0) told.current.splice(0, at);
    else if (shown && shown.state.doc.toString() !== value)
      shown.dispatch({ changes: { from: 0, to: shown.state.doc.length, insert: value } });
  }, [value]);
  useEffect(() => {
    const shown = view.current;
    if (shown)
      shown.dispatch(
        setDiagnostics(
          shown.state,
          faults.map((fault) => diagnosticOf(shown.state, fault)),
        ),
      );
  }, [faults]);
  return <div ref={place} className={classes.editor} data-bad={isBad} />;
}

function goToLine(view: EditorView, number: number): void {
  const line = view.state.doc.line(Math.min(Math.max(number, 1), view.state.doc.lines));
  view.dispatch({
    selection: { anchor: line.from },
    effects: EditorView.scrollIntoView(line.from, { y: 'center' }),
  });
  view.focus();
}

/** Underlines the word that the fault stands at. */
function diagnosticOf({ doc }: EditorState, { line, column, message, isError }: Fault): Diagnostic {
  const found = doc.line(Math.min(Math.max(line, 1), doc.lines));
  const bytes = new TextEncoder().encode(found.text);
  const offset = new TextDecoder().decode(bytes.slice(0, column)).length;
  const from = Math.min(found.from + offset, found.to);
  const word = /^[.\w$]+|^\S/.exec(found.text.slice(from - found.from))?.[0].length ?? 0;
  const to = Math.min(from + Math.max(word, 1), found.to);
  return { from: Math.min(from, to), to, severity: isError ? 'error' : 'warning', message };
}
