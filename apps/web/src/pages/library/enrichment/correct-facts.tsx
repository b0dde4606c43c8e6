import { Trans, useLingui } from '@lingui/react/macro'
import { Button, Group, MultiSelect, Select, Stack, TagsInput, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { EnrichmentEnrichedWork, EnrichmentWorkCorrections } from '@tributary/client'
import { useId, useState } from 'react'
import { Problem } from '../../../components/problem.tsx'
import { changedFacts, type FactForm, formOf } from './changed-facts.ts'
import { facetsQuery, stateQuery } from './enrichment-queries.ts'
import { useChangeWork } from './use-change-work.ts'
import { useEnricherNames } from './use-enricher-names.ts'
import { CONTENT_TYPE_NAMES, MOOD_NAMES, TOPIC_NAMES } from './words.ts'

interface CorrectFactsProps {
  readonly work: EnrichmentEnrichedWork
  readonly onClose: () => void
}

/** What a person says of a work. Only what is changed becomes a correction. */
export function CorrectFacts({ work, onClose }: CorrectFactsProps) {
  const { t, i18n } = useLingui()
  const { correct } = useChangeWork(work.id)
  const [before] = useState(() => formOf(work))
  const [form, setForm] = useState(before)
  const [matches, setMatches] = useState<Readonly<Record<string, string>>>({})
  const change = (part: Partial<FactForm>) => setForm((now) => ({ ...now, ...part }))
  const known = { tags: useLabels('tag'), genres: useLabels('genre') }
  const choices = (names: typeof TOPIC_NAMES | typeof MOOD_NAMES | typeof CONTENT_TYPE_NAMES) =>
    Object.entries(names)
      .map(([value, name]) => ({ value, label: i18n._(name) }))
      .toSorted((a, b) => a.label.localeCompare(b.label))
  const save = () => {
    const entered = Object.fromEntries(Object.entries(matches).filter(([, text]) => text.trim() !== ''))
    const body: EnrichmentWorkCorrections = {
      ...changedFacts(before, form),
      ...(Object.keys(entered).length === 0 ? {} : { matches: entered }),
    }
    if (Object.keys(body).length === 0) onClose()
    else correct.mutate(body, { onSuccess: onClose })
  }
  return (
    <form
      aria-label={t`Correct`}
      onSubmit={(event) => {
        event.preventDefault()
        save()
      }}
    >
      <Stack gap="sm">
        <TagsInput
          label={t`Genres`}
          data={known.genres}
          maxTags={50}
          maxDropdownHeight={160}
          value={form.genres}
          onChange={(genres) => change({ genres })}
        />
        <TagsInput
          label={t`Tags`}
          data={known.tags}
          maxTags={50}
          maxDropdownHeight={160}
          value={form.tags}
          onChange={(tags) => change({ tags })}
        />
        <TextInput
          label={t`Year`}
          type="number"
          min={1000}
          max={3000}
          value={form.year}
          onChange={({ currentTarget }) => change({ year: currentTarget.value })}
        />
        <MultiSelect
          label={t`Topics`}
          data={choices(TOPIC_NAMES)}
          maxValues={10}
          searchable
          value={form.topics}
          onChange={(topics) => change({ topics })}
        />
        <MultiSelect
          label={t`Moods`}
          data={choices(MOOD_NAMES)}
          maxValues={10}
          searchable
          value={form.moods}
          onChange={(moods) => change({ moods })}
        />
        <Select
          label={t`Kind`}
          data={choices(CONTENT_TYPE_NAMES)}
          value={form.contentType === '' ? null : form.contentType}
          onChange={(contentType) => change({ contentType: contentType ?? '' })}
        />
        <MatchFields work={work} entered={matches} onChange={setMatches} />
        {correct.isError && <Problem error={correct.error} />}
        <Group gap="xs">
          <Button type="submit" size="sm" loading={correct.isPending}>
            <Trans>Save</Trans>
          </Button>
          <Button variant="default" size="sm" onClick={onClose}>
            <Trans>Cancel</Trans>
          </Button>
        </Group>
      </Stack>
    </form>
  )
}

interface MatchFieldsProps {
  readonly work: EnrichmentEnrichedWork
  readonly entered: Readonly<Record<string, string>>
  readonly onChange: (entered: Readonly<Record<string, string>>) => void
}

/** Which film, series or song is meant, for the sources that can be told. */
function MatchFields({ work, entered, onChange }: MatchFieldsProps) {
  const { data: state } = useQuery(stateQuery)
  const id = useId()
  const enricherName = useEnricherNames()
  const asked = new Set(work.answers.map(({ enricher }) => enricher))
  return (state?.enrichers ?? []).flatMap(({ enricher, match }) =>
    match === null || !asked.has(enricher)
      ? []
      : [
          <TextInput
            key={enricher}
            id={`${id}-${enricher}`}
            label={<Trans>Which one it is at {enricherName(enricher)}</Trans>}
            description={match.help}
            placeholder={work.matches[enricher] ?? ''}
            maxLength={2048}
            value={entered[enricher] ?? ''}
            onChange={({ currentTarget }) => onChange({ ...entered, [enricher]: currentTarget.value })}
          />,
        ],
  )
}

function useLabels(facet: 'tag' | 'genre'): string[] {
  const { data = [] } = useQuery(facetsQuery(facet))
  return [...new Set(data.map(({ label }) => label))]
}
