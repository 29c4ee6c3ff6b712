// A rule for the linter: no line is longer than 120 characters. The formatter breaks code, but no comments and texts.
const longest = 120;

const lineLength = {
  create: (context) => ({
    Program() {
      for (const [index, text] of context.sourceCode.lines.entries()) {
        if (text.length <= longest) continue;
        const line = index + 1;
        context.report({
          loc: { start: { line, column: longest }, end: { line, column: text.length } },
          message: `A line has at most ${longest} characters; this one has ${text.length}.`,
        });
      }
    },
  }),
};

export default { meta: { name: 'quire' }, rules: { 'line-length': lineLength } };
