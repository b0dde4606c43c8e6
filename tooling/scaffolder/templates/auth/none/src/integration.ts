import { defineIntegration } from '@tributary/integration-kit'
import { files } from './files.ts'
import { streams } from './streams.ts'

export const exampleService = defineIntegration({
  name: 'example-service',
  displayName: 'Example Service',
  version: '1.0.0',
  description: 'What Example Service keeps of you.',
  homepage: 'https://example-service.example',
  author: 'The Tributary authors',
  tags: [
    // <media>
    'media',
    // </media>
    // <daily>
    'health',
    // </daily>
    // <measurement>
    'health',
    // </measurement>
    // <event>
    'fitness',
    // </event>
  ],
  files,
  // What the server acts on and shows before a person connects: limits, the end of the service, what its terms forbid.
  facts: { notes: [] },
  streams,
})
