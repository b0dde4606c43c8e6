import { useLingui } from '@lingui/react/macro'
import { Button, Group, NativeSelect } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { DateInput } from '../../../components/date-input.tsx'
import { usersQuery } from '../users/user-queries.ts'
import { type AuditSearch, readAuditSearch, SUBJECT_TYPES } from './audit-search.ts'
import { useAuditWords } from './use-audit-words.ts'

/** Two to a row on a phone, four on a wide screen. */
const FIELD = { flex: '1 1 9rem', maxWidth: '16rem' } as const

/** What of the log is shown; kept in the address. */
export function AuditFilters({ search }: { search: AuditSearch }) {
  const { t } = useLingui()
  const navigate = useNavigate({ from: '/administration/audit' })
  const { subjects } = useAuditWords()
  const users = useQuery(usersQuery)
  const set = (change: { readonly [K in keyof AuditSearch]: string }) =>
    void navigate({ search: readAuditSearch({ ...search, ...change }), replace: true })
  return (
    <Group gap="sm" align="flex-end">
      <NativeSelect
        style={FIELD}
        label={t`What`}
        value={search.subjectType ?? ''}
        data={[
          { value: '', label: t`Everything` },
          ...SUBJECT_TYPES.map((type) => ({ value: type, label: subjects[type] })),
        ]}
        onChange={(event) => set({ subjectType: event.currentTarget.value })}
      />
      <NativeSelect
        style={FIELD}
        label={t`Who`}
        value={search.actorId ?? ''}
        data={[
          { value: '', label: t`Everybody` },
          ...(users.data ?? []).map(({ id, email }) => ({ value: id, label: email })),
        ]}
        onChange={(event) => set({ actorId: event.currentTarget.value })}
      />
      <DateInput
        style={FIELD}
        label={t`From`}
        date={search.from}
        {...(search.to === undefined ? {} : { max: search.to })}
        onChange={(from) => set({ from: from ?? '' })}
      />
      <DateInput
        style={FIELD}
        label={t`To`}
        date={search.to}
        {...(search.from === undefined ? {} : { min: search.from })}
        onChange={(to) => set({ to: to ?? '' })}
      />
      {Object.values(search).some((value) => value !== undefined) && (
        <Button variant="default" onClick={() => void navigate({ search: {}, replace: true })}>
          {t`Show everything`}
        </Button>
      )}
    </Group>
  )
}
