import { testIntegration } from '@tributary/testkit'
import { fileOf } from '../simulator/index.ts'
import { exampleService } from '../src/index.ts'

testIntegration(exampleService, {
  files: [{ name: 'a file of three records', content: fileOf(3), records: 3 }],
  badFiles: [{ name: 'another file', content: 'a,b\n1,2\n', message: /Expected the header/, line: 1 }],
})
