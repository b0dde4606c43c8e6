/** A failed sign-in at a provider, as the server hands it to the page that it leads to. */
export interface Failure {
  readonly integration: string
  readonly code: string
  readonly sentence: string
  /** Where an administrator finds it in the log. */
  readonly reference?: string
}

/** The server sets it where it redirects to the page; a link of someone else cannot. */
const NAME = 'tributary.connect_failure'

/** The failure in a `Cookie` string, if it is that of this integration and code; undefined for anything unreadable. */
export function readFailure(
  cookies: string,
  { integration, code }: Pick<Failure, 'integration' | 'code'>,
): Failure | undefined {
  const value = cookies
    .split(';')
    .map((part) => part.trim())
    .find((part) => part.startsWith(`${NAME}=`))
    ?.slice(NAME.length + 1)
  if (value === undefined) return undefined
  try {
    const bytes = Uint8Array.from(atob(value.replaceAll('-', '+').replaceAll('_', '/')), (character) =>
      character.charCodeAt(0),
    )
    const failure: unknown = JSON.parse(new TextDecoder().decode(bytes))
    return isFailure(failure) && failure.integration === integration && failure.code === code
      ? failure
      : undefined
  } catch {
    return undefined
  }
}

function isFailure(value: unknown): value is Failure {
  if (typeof value !== 'object' || value === null) return false
  const { integration, code, sentence, reference } = value as Partial<Record<keyof Failure, unknown>>
  return [integration, code, sentence, reference ?? ''].every((each) => typeof each === 'string')
}
