import type { Operation } from './operation.ts'

interface Exclusion {
  /** Completes "It has no tool: …". */
  readonly reason: string
  readonly applies: (operation: Operation) => boolean
}

/** Their answers do not say which integration each number and title is of, so that nothing could be withheld. */
const COUNTING_TOGETHER = new Set(['/api/library/statistics', '/api/library/timeline'])

/** Operations without a tool for any user. The first matching rule gives the reason. */
export const EXCLUSIONS: readonly Exclusion[] = [
  {
    reason: 'administration is for administrators, not for language models.',
    // The kernel's own operations are the routes of no plugin.
    applies: ({ route }) => route === undefined || route.access === 'admin',
  },
  {
    reason: 'it needs no sign-in: signing in, setting up, what providers send.',
    applies: ({ route }) => route?.access === 'public',
  },
  {
    reason: 'it belongs to the server itself, not to its API.',
    applies: ({ path }) => !path.startsWith('/api/'),
  },
  {
    reason: 'it takes a session of a person, not a program.',
    applies: ({ route }) => route?.sessionOnly === true,
  },
  {
    reason: 'accounts, sessions and API keys are managed by their owner alone.',
    applies: ({ plugin }) => plugin === 'accounts',
  },
  {
    reason: 'changes are followed by programs that keep a copy; the lists show what there is.',
    applies: ({ plugin }) => plugin === 'changes',
  },
  {
    reason: 'it would let a language model send data to an address of its choice.',
    applies: ({ plugin }) => plugin === 'webhooks',
  },
  {
    reason: 'it would let a language model decide which services data is sent to.',
    applies: ({ plugin }) => plugin === 'analytics',
  },
  {
    reason: 'connecting an account takes a browser, or credentials that a language model must not see.',
    applies: ({ path }) => /^\/api\/[^/]+\/(connect|callback)(\/|$)/.test(path),
  },
  {
    reason: 'it counts items of all integrations together, also of those whose terms forbid use with AI.',
    applies: ({ path }) => COUNTING_TOGETHER.has(path),
  },
  {
    reason: 'it takes an uploaded file.',
    applies: ({ body, bodyTypes }) => bodyTypes.length > 0 && body === undefined,
  },
  {
    reason: 'it answers with a file, an event stream or a page, not with JSON.',
    applies: ({ answersOtherwise }) => answersOtherwise,
  },
]

/** Why an operation has no tool, or `undefined` when it has one. */
export function whyExcluded(operation: Operation): string | undefined {
  return EXCLUSIONS.find(({ applies }) => applies(operation))?.reason
}
