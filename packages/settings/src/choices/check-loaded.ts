import type { LabelledChoice } from '@tributary/integration-kit/host'
import { type Static, Type } from 'typebox'
import type { SetField, WrongField } from '../check-change.ts'
import type { FieldState } from '../resolve-field.ts'
import type { LoadedChoices } from './load-choices.ts'
import type { LoadingForm } from './load-field.ts'

/** Values that were accepted without being checked. */
export const SettingWarnings = Type.Array(
  Type.Object({ field: Type.String(), label: Type.String(), message: Type.String() }),
  {
    description:
      'After a change: values that were saved without asking the service whether it offers them, and why.',
  },
)

export type SettingWarning = Static<typeof SettingWarnings>[number]

export interface CheckedChoices {
  readonly wrong: readonly WrongField[]
  readonly warnings: readonly SettingWarning[]
}

interface Checking {
  readonly set: readonly SetField[]
  readonly states: readonly FieldState[]
  readonly load: (key: string) => Promise<LoadedChoices>
}

/** How many of the offered values a message names. */
const NAMED = 10

/**
 * Checks newly chosen values against what the service offers. A value that was stored before stays, offered or not; where the service does
 * not answer, a value is accepted with a warning.
 */
export async function checkLoaded(
  { fields }: Pick<LoadingForm, 'fields'>,
  { set, states, load }: Checking,
): Promise<CheckedChoices> {
  const wrong: WrongField[] = []
  const warnings: SettingWarning[] = []
  const checks = set.map(async ({ field: key, value }) => {
    const field = fields.find((each) => each.key === key)?.field
    if (field?.isLoaded !== true) return
    const before = new Set([states.find((state) => state.key === key)?.value].flat())
    const chosen = [value].flat().filter((each) => !before.has(each))
    if (chosen.length === 0) return
    const { label } = field
    const { choices, problem } = await load(key)
    if (choices === undefined)
      warnings.push({
        field: key,
        label,
        message: `Saved without checking it against the service: ${problem}`,
      })
    else if (chosen.some((each) => !choices.some((choice) => choice.value === each)))
      wrong.push({ field: key, label, messages: [notOffered(choices)] })
  })
  await Promise.all(checks)
  return { wrong, warnings }
}

function notOffered(choices: readonly LabelledChoice[]): string {
  if (choices.length === 0) return 'The service offers no choices.'
  const named = choices.slice(0, NAMED).map(({ value }) => value)
  const more = choices.length - named.length
  return `The service does not offer this. Choose one of ${named.join(', ')}${more === 0 ? '' : ` or ${more} more`}.`
}
