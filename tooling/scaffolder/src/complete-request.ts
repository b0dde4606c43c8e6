import { confirm, isCancel, select, text } from '@clack/prompts'
import { nameProblem } from './names.ts'
import type { AuthKind, NewIntegration, RecordKind } from './new-integration.ts'
import { type Request, USAGE } from './read-request.ts'

const AUTHS: readonly { readonly value: AuthKind; readonly label: string }[] = [
  { value: 'oauth2', label: 'OAuth 2.0: people sign in at the service and consent there' },
  { value: 'apiKey', label: 'A key that people copy from the service' },
  { value: 'credentials', label: 'A user name and a password, or other fields' },
  { value: 'deviceCode', label: 'A short code that people enter at the service, on any device' },
  { value: 'none', label: 'No account: people import files' },
]

const RECORDS: readonly { readonly value: RecordKind; readonly label: string }[] = [
  { value: 'media', label: 'What people watched, heard or read' },
  { value: 'daily', label: 'One value a day: steps, minutes asleep' },
  { value: 'measurement', label: 'Values at instants: heart rate, weight' },
  { value: 'event', label: 'What happened, with start and end: workouts, check-ins' },
]

/**
 * Asks at a terminal for what the command line has left out.
 *
 * @throws Error without a terminal, naming what is missing; when the person cancels
 */
export async function completeRequest(request: Request, isTerminal: boolean): Promise<NewIntegration> {
  const { name, auth, delivers } = request
  const missing = Object.entries({ '<name>': name, '--auth': auth, '--delivers': delivers }).flatMap(
    ([option, value]) => (value === undefined ? [option] : []),
  )
  if (missing.length > 0 && !isTerminal) throw new Error(`Missing: ${missing.join(', ')}.\n\n${USAGE}`)
  const chosenName = name ?? answered(await text({ message: NAME_QUESTION, validate: nameProblemOf }))
  const chosenAuth =
    auth ?? answered(await select({ message: 'How does it get at an account?', options: [...AUTHS] }))
  return {
    name: chosenName,
    auth: chosenAuth,
    files: await completeFiles({ ...request, auth: chosenAuth }, isTerminal),
    delivers: delivers ?? answered(await select({ message: 'What does it deliver?', options: [...RECORDS] })),
  }
}

const NAME_QUESTION = 'Name of the integration, in lower case (my-band)'

function nameProblemOf(value: string | undefined): string | undefined {
  return nameProblem(value ?? '')
}

/** Without an account there is nothing but files. Default: no files. */
async function completeFiles(
  { auth, files }: Pick<NewIntegration, 'auth'> & Pick<Request, 'files'>,
  isTerminal: boolean,
): Promise<boolean> {
  if (files !== undefined) return files
  if (auth === 'none') return true
  if (!isTerminal) return false
  return answered(await confirm({ message: 'Does it also import files?', initialValue: false }))
}

function answered<T>(answer: T): Exclude<T, symbol> {
  if (isCancel(answer)) throw new Error('Nothing was created.')
  return answer as Exclude<T, symbol>
}
