import { Trans, useLingui } from '@lingui/react/macro'
import { Button, Group, Select, TextInput } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { type ReactNode, type SubmitEvent, useState } from 'react'
import { integrationsQuery } from './library-queries.ts'
import { hasFilters, type LibrarySearch, MEDIA_TYPES, type MediaType } from './library-search.ts'
import { useMediaTypeNames } from './media-type-names.ts'

type Change = { readonly [Key in keyof LibrarySearch]: LibrarySearch[Key] | undefined }

interface LibraryFiltersProps {
  readonly search: LibrarySearch
  readonly onChange: (part: Change) => void
  readonly children?: ReactNode
}

const NOTHING: Change = {
  integration: undefined,
  type: undefined,
  from: undefined,
  to: undefined,
  text: undefined,
}

/** What of the library is shown. */
export function LibraryFilters({ search, onChange, children }: LibraryFiltersProps) {
  const { t } = useLingui()
  const typeName = useMediaTypeNames()
  const { data: integrations = [] } = useQuery(integrationsQuery)
  const media = integrations.filter(({ streams }) => streams.some(({ kind }) => kind === 'mediaItem'))
  const offered = media.length === 0 ? integrations : media
  return (
    <Group gap="xs" align="flex-end" mb="sm">
      <TextFilter key={search.text ?? ''} text={search.text} onChange={(text) => onChange({ text })} />
      <Select
        aria-label={t`Service`}
        placeholder={t`All services`}
        w={160}
        clearable
        clearButtonProps={{ 'aria-label': t`All services` }}
        value={search.integration ?? null}
        data={offered.map(({ integration, displayName }) => ({ value: integration, label: displayName }))}
        onChange={(integration) => onChange({ integration: integration ?? undefined })}
      />
      <Select
        aria-label={t`Type`}
        placeholder={t`All types`}
        w={160}
        clearable
        clearButtonProps={{ 'aria-label': t`All types` }}
        value={search.type ?? null}
        data={MEDIA_TYPES.map((type) => ({ value: type, label: typeName(type) }))}
        onChange={(type) => onChange({ type: (type ?? undefined) as MediaType | undefined })}
      />
      <DateFilter
        label={t`From`}
        date={search.from}
        max={search.to}
        onChange={(from) => onChange({ from })}
      />
      <DateFilter label={t`To`} date={search.to} min={search.from} onChange={(to) => onChange({ to })} />
      {hasFilters(search) && (
        <Button variant="subtle" onClick={() => onChange(NOTHING)}>
          <Trans>Show all</Trans>
        </Button>
      )}
      {children}
    </Group>
  )
}

function TextFilter({
  text = '',
  onChange,
}: {
  readonly text: string | undefined
  readonly onChange: (text: string | undefined) => void
}) {
  const { t } = useLingui()
  const [entered, setEntered] = useState(text)
  const submit = (event?: SubmitEvent) => {
    event?.preventDefault()
    const wanted = entered.trim()
    if (wanted !== text) onChange(wanted === '' ? undefined : wanted)
  }
  return (
    <form role="search" onSubmit={submit}>
      <TextInput
        type="search"
        aria-label={t`Search in the titles`}
        placeholder={t`Search in the titles`}
        maxLength={200}
        leftSection={<IconSearch size={16} aria-hidden />}
        value={entered}
        onChange={({ currentTarget }) => setEntered(currentTarget.value)}
        onBlur={() => submit()}
      />
    </form>
  )
}

interface DateFilterProps {
  readonly label: string
  readonly date: string | undefined
  readonly min?: string | undefined
  readonly max?: string | undefined
  readonly onChange: (date: string | undefined) => void
}

/** Takes a date once it has been entered to its end: while typing, 0002 is a year. */
function DateFilter({ label, date, min, max, onChange }: DateFilterProps) {
  return (
    <TextInput
      key={date ?? ''}
      type="date"
      aria-label={label}
      leftSection={label}
      leftSectionWidth={52}
      w={196}
      defaultValue={date ?? ''}
      min={min ?? ''}
      max={max ?? ''}
      onBlur={({ currentTarget }) => {
        if (currentTarget.value !== (date ?? '')) onChange(currentTarget.value || undefined)
      }}
    />
  )
}
