// Highlights Go template syntax; what stands between its actions is plain text.
import { StreamLanguage } from '@codemirror/language';

interface State {
  isInside: boolean;
  isComment: boolean;
}

const keywords = /^(?:if|else|end|range|with|define|template|block|break|continue|nil|true|false)\b/;

export const goTemplate = StreamLanguage.define<State>({
  name: 'go-template',
  startState: () => ({ isInside: false, isComment: false }),
  token: (stream, state) => {
    if (state.isComment) {
      if (stream.skipTo('*/')) {
        stream.match('*/');
        state.isComment = false;
      } else stream.skipToEnd();
      return 'comment';
    }
    if (!state.isInside) {
      if (stream.match('{{')) {
        stream.match(/^-/);
        state.isInside = true;
        return 'brace';
      }
      if (!stream.skipTo('{{')) stream.skipToEnd();
      return null;
    }
    if (stream.eatSpace()) return null;
    if (stream.match(/^-?}}/)) {
      state.isInside = false;
      return 'brace';
    }
    if (stream.match('/*')) {
      state.isComment = true;
      return 'comment';
    }
    if (stream.match(/^"(?:[^"\\]|\\.)*"?/) || stream.match(/^`[^`]*`?/)) return 'string';
    if (stream.match(/^\$[\w]*/) || stream.match(/^(?:\.\w+)+/) || stream.match('.')) return 'variableName';
    if (stream.match(keywords)) return 'keyword';
    if (stream.match(/^\d+(?:\.\d+)?/)) return 'number';
    if (stream.match(/^\w+/)) return 'atom';
    stream.next();
    return 'operator';
  },
});
