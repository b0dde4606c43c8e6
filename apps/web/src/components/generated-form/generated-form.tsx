import { useLingui } from '@lingui/react/macro'
import { Skeleton, Stack } from '@mantine/core'
import { lazy, type ReactNode, Suspense } from 'react'

type Values = Record<string, unknown>

/** A form as the API gives it: of settings, an instance, a connection, the options of an import. */
export interface GivenForm {
  readonly schema?: unknown
  readonly uiSchema?: unknown
  /** The present values, secrets masked. */
  readonly data?: Values
}

/** What has been entered. */
export interface EnteredForm {
  /** All values of the fields that are shown; a stored secret that was left alone is its mask. */
  readonly values: Values
  /** What a person has changed: new values, `null` for what was emptied. For operations that leave the rest alone. */
  readonly changes: Values
}

export interface GeneratedFormProps {
  readonly form: GivenForm
  /**
   * What a rejection says of fields is shown at them. May resolve to the values after it, which the form then shows.
   *
   * @example
   * onSubmit={async ({ changes }) => {
   *   const { data } = await settingsUpdatePlugin({ client, path: { plugin }, body: { values: changes } })
   *   return data.form.data
   * }}
   */
  readonly onSubmit: (entered: EnteredForm) => Promise<Values | undefined | void>
  readonly submitLabel: string
  /** The JSON Pointer of the values in the body of the request: `/values`. Default: the body itself. */
  readonly errorsBelow?: string
  /** More buttons beside the one that submits, like a test of what has been entered. */
  readonly actions?: (entered: () => EnteredForm) => ReactNode
  /** Between the fields and the buttons. */
  readonly children?: ReactNode
  /** Told of each change. */
  readonly onChange?: (entered: EnteredForm) => void
  /** Begins the ids of the fields, where a page has several forms. Default `form`. */
  readonly idPrefix?: string
  /** Whether nothing can be submitted until something has been changed. Default false. */
  readonly needsChange?: boolean
}

const SchemaForm = lazy(async () => ({ default: (await import('./schema-form.tsx')).SchemaForm }))

/** The form of any JSON Schema that the API gives. It is loaded when it is first shown. */
export function GeneratedForm(props: GeneratedFormProps) {
  const { t } = useLingui()
  return (
    <Suspense
      fallback={
        <Stack role="status" aria-label={t`Loading`}>
          <Skeleton height={56} />
          <Skeleton height={56} />
          <Skeleton height={36} width={120} />
        </Stack>
      }
    >
      <SchemaForm {...props} />
    </Suspense>
  )
}
