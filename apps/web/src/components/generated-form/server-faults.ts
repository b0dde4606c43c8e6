/** What the server says of one place of a request. */
export interface ServerFault {
  readonly path: readonly string[]
  readonly message: string
}

interface GivenFault {
  /** JSON Pointer into the body, or the name of a field of a form with a file. */
  readonly path?: string | undefined
  readonly message?: string | undefined
  readonly messages?: unknown
}

/**
 * The faults of a refused request, those of the form's fields apart from the others. `below` is the pointer of the form's values in the body.
 *
 * @example
 * splitFaults([{ path: '/values/token', message: 'Too short.' }], { below: '/values', fields: ['token'] })
 * // { atFields: [{ path: ['token'], message: 'Too short.' }], others: [] }
 */
export function splitFaults(
  faults: readonly GivenFault[],
  { below, fields }: { readonly below: string; readonly fields: readonly string[] },
): { readonly atFields: readonly ServerFault[]; readonly others: readonly string[] } {
  const atFields: ServerFault[] = []
  const others: string[] = []
  for (const fault of faults) {
    const path = pathBelow(fault.path ?? '', below)
    const messages = messagesOf(fault)
    if (path?.[0] !== undefined && fields.includes(path[0]))
      atFields.push(...messages.map((message) => ({ path, message })))
    else others.push(...messages)
  }
  return { atFields, others }
}

function pathBelow(pointer: string, below: string): readonly string[] | undefined {
  const absolute = pointer === '' || pointer.startsWith('/') ? pointer : `/${pointer}`
  if (!absolute.startsWith(`${below}/`)) return undefined
  return absolute
    .slice(below.length + 1)
    .split('/')
    .map((segment) => segment.replaceAll('~1', '/').replaceAll('~0', '~'))
}

function messagesOf({ message, messages }: GivenFault): readonly string[] {
  if (Array.isArray(messages) && messages.length > 0) return messages.map(String)
  return message === undefined ? [] : [message]
}
