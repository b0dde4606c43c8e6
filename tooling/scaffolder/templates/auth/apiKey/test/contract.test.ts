import { testIntegration } from '@tributary/testkit'
// <files>
import { fileOf } from '../simulator/generate-file.ts'
// </files>
import { createExampleServiceSimulator } from '../simulator/index.ts'
import { exampleService } from '../src/index.ts'

testIntegration(exampleService, {
  credentials: {
    provider: () => createExampleServiceSimulator(),
    enter: (apiKey) => ({ apiKey }),
  },
  // <files>
  files: [{ name: 'a file of three records', content: fileOf(3), records: 3 }],
  badFiles: [{ name: 'another file', content: 'a,b\n1,2\n', message: /Expected the header/, line: 1 }],
  // </files>
})
