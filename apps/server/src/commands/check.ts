import { checkDatabase, type Finding } from '@tributary/database/check'
import { abortOnSignal } from '../abort-on-signal.ts'
import type { Configuration } from '../configuration.ts'
import { describeBytes, describeSeconds } from '../describe-amount.ts'
import { requireEmbedded, withEmbedded } from '../with-embedded.ts'

/** `tributary database check`: reads the whole embedded database and prints any damage. Resolves to whether it is undamaged. */
export async function check(configuration: Configuration): Promise<boolean> {
  requireEmbedded(configuration, 'pg_amcheck')
  const begun = performance.now()
  const { findings, databases, relations, bytes } = await withEmbedded(configuration, (server) =>
    abortOnSignal((signal) => checkDatabase(server.connection('superuser'), { signal })),
  )
  const read = `${relations} tables and indexes of ${databases} databases, ${describeBytes(bytes)} in ${describeSeconds(begun)}`
  const whole = findings.length === 0
  const lines = whole
    ? [`The database is undamaged: ${read}.`]
    : [`The database is damaged: ${read}.`, ...findings.map(describeFinding)]
  process.stdout.write(`${lines.join('\n')}\n`)
  return whole
}

function describeFinding({ database, relation, file, block, problem, cure }: Finding): string {
  const place = [
    `database ${database}`,
    relation,
    file === undefined ? undefined : `file ${file}`,
    block === undefined ? undefined : `block ${block}`,
  ]
  return `${place.filter((part) => part !== undefined).join(', ')}: ${problem}; ${cure}.`
}
