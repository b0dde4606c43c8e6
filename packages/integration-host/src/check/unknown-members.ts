import { nearestName } from '@tributary/core'

/** The members of a part that nothing reads: a misspelt one would be ignored without a word. */
export function* unknownMembers(
  label: string,
  part: unknown,
  known: Readonly<Record<string, true>>,
): Generator<string> {
  if (typeof part !== 'object' || part === null) return
  for (const member of Object.keys(part)) {
    if (Object.hasOwn(known, member)) continue
    const nearest = nearestName(member, Object.keys(known))
    const cure = nearest === undefined ? `there are ${Object.keys(known).join(', ')}` : `is it "${nearest}"?`
    yield `${label} has the unknown member "${member}": ${cure}`
  }
}
