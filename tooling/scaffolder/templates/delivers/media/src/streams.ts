import { mediaStream } from '@tributary/integration-kit'
// <account>
import { readBackwards } from '@tributary/integration-kit/backwards'
import { readInstant } from '@tributary/integration-kit/dates'
import { membersOf } from '@tributary/integration-kit/values'
import { Play, Plays } from './api-shapes.ts'
// </account>
// <files>
import { importFile } from './files.ts'
// </files>
// <account>
import { playRecord } from './mapping.ts'
// </account>

const plays = mediaStream({
  id: 'plays',
  displayName: 'Plays',
  // <oauth>
  scopes: ['read'],
  // </oauth>
  // <account>
  sync: (context) =>
    readBackwards(context, {
      fetch: async (before) =>
        (await context.http.get('/plays', { schema: Plays, query: { before, limit: 100 } })).items,
      timeOf: (play) => secondOf(membersOf(play)['playedAt']),
      schema: Play,
      what: 'A play',
      toRecord: playRecord,
    }),
  // </account>
  // <files>
  importFile,
  // </files>
})

export const streams = [plays]
// <account>

function secondOf(time: unknown): number | undefined {
  const instant = readInstant(time)
  return instant === undefined ? undefined : instant / 1000
}
// </account>
