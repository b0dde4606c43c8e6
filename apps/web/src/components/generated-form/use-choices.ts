import type { RJSFSchema, UiSchema } from '@rjsf/utils'
import { useCallback, useEffect, useRef, useState } from 'react'
import { client } from '../../api/client.ts'
import { useProblemSentence } from '../problem-sentence.ts'
import { type Choice, canLoad, type FieldChoices, type LoadedField, loadedFields } from './loaded-choices.ts'

interface LoadingChoices {
  readonly choices: FieldChoices
  /** Why the service could not be asked. */
  readonly problem: string | undefined
  /** Asks the service, if values have changed since the last time, or `again`. */
  load(again?: boolean): void
}

/** The choices of a form that only the service knows: loaded for what has been entered so far, at first and when a field is left. */
export function useChoices(
  form: { readonly schema: RJSFSchema; readonly uiSchema: UiSchema },
  values: Readonly<Record<string, unknown>>,
): LoadingChoices {
  const sentence = useProblemSentence()
  const [choices, setChoices] = useState<FieldChoices>({})
  const [problem, setProblem] = useState<string>()
  const asked = useRef('')
  const round = useRef(0)
  const latest = useRef({ form, values, sentence })
  latest.current = { form, values, sentence }
  const load = useCallback((again = false) => {
    const { form: present, values: entered } = latest.current
    const fields = loadedFields(present.uiSchema)
    const question = JSON.stringify(entered)
    if (fields.length === 0 || !canLoad(present, entered)) return
    if (!again && asked.current === question) return
    asked.current = question
    round.current += 1
    const own = round.current
    // An answer to earlier values may arrive after that to later ones.
    const isLatest = () => round.current === own
    setProblem(undefined)
    for (const field of fields)
      void ask(field, entered).then(
        (loaded) => {
          if (isLatest()) setChoices((others) => ({ ...others, [field.key]: loaded }))
        },
        (error: unknown) => {
          if (!isLatest()) return
          // Then the values can be written by hand.
          setChoices((others) => ({ [field.key]: [], ...others }))
          setProblem(latest.current.sentence(error))
        },
      )
  }, [])
  useEffect(() => load(), [load])
  return { choices, problem, load }
}

async function ask({ url, body }: LoadedField, values: object): Promise<readonly Choice[]> {
  const { data } = await client.post<{ 200: { readonly choices: readonly Choice[] } }, unknown, true>({
    url,
    body: { ...body, values },
    headers: { 'content-type': 'application/json' },
    throwOnError: true,
  })
  return data.choices
}
