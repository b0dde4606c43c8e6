import { startTestServer } from '../src/index.ts'
import { lineNotes } from './line-notes.ts'

await using server = await startTestServer({ integrations: [lineNotes] })
const ada = await server.createUser()
const job = await ada.importFile('line-notes', { content: '2024-01-05 A\n' })
export const result = { inserted: job.inserted, items: await ada.items('line-notes') }
