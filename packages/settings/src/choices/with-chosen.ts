import type { LabelledChoice } from '@tributary/integration-kit/host'

/** A choice, and whether the service offers it now. */
export interface OfferedChoice extends LabelledChoice {
  readonly isOffered: boolean
}

/** The choices of a service, and the chosen values that it no longer offers, so that a form keeps them. */
export function withChosen(
  choices: readonly LabelledChoice[],
  chosen: readonly unknown[],
): readonly OfferedChoice[] {
  const offered = choices.map((choice) => ({ ...choice, isOffered: true }))
  const gone = chosen
    .filter((value): value is string => typeof value === 'string')
    .filter((value) => !choices.some((choice) => choice.value === value))
    .map((value) => ({
      value,
      label: value,
      description: 'The service no longer offers this.',
      isOffered: false,
    }))
  return [...offered, ...gone]
}
