import { testIntegration } from '../src/index.ts'
import { lineNotes } from './line-notes.ts'

testIntegration(lineNotes, {
  files: [
    {
      name: 'five lines',
      content: '2024-01-05 A\n2024-01-04 B\n2024-01-03 C\n2024-01-02 D\n2024-01-01 E\n',
      records: 5,
    },
  ],
  badFiles: [
    {
      name: 'a line without a date',
      content: '2024-01-05 A\nB\n',
      message: /Line 2 should begin/,
      line: 2,
      column: 1,
    },
  ],
})
