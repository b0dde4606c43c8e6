import { Trans, useLingui } from '@lingui/react/macro'
import { Code, Group, Stack, Table, Text } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import {
  items,
  type SecretsMasterRotation,
  type SecretsRotation,
  secretsGetMasterKey,
  secretsListDataKeys,
  secretsRotateDataKey,
  secretsRotateMasterKey,
} from '@tributary/client'
import { useState } from 'react'
import { client } from '../../../api/client.ts'
import { PageTitle } from '../../../components/page-title.tsx'
import { QueryState } from '../../../components/query-state.tsx'
import { useFormats } from '../../../i18n/formats.ts'
import { ConfirmButton } from '../parts/confirm-button.tsx'
import { Section } from '../parts/section.tsx'
import { Status } from '../parts/status.tsx'
import { WideTable } from '../parts/wide-table.tsx'
import { DataKeyRotated, MasterKeyRotated } from './rotated.tsx'

/** The keys that seal all secrets: the master key, and the data keys that it wraps. */
export function SecretsPage() {
  const { t } = useLingui()
  return (
    <>
      <PageTitle>{t`Secrets`}</PageTitle>
      <Text c="dimmed" maw="44rem">
        <Trans>
          Tokens of connections, passwords and client secrets are sealed with a data key. Data keys are sealed
          with the master key, which is not in the database. The values are never shown.
        </Trans>
      </Text>
      <MasterKey />
      <DataKeys />
    </>
  )
}

function MasterKey() {
  const { t } = useLingui()
  const queryClient = useQueryClient()
  const [rotated, setRotated] = useState<SecretsMasterRotation>()
  const query = useQuery({
    queryKey: ['secrets', 'master-key'],
    queryFn: async ({ signal }) => (await secretsGetMasterKey({ client, signal })).data,
  })
  const rotate = async () => {
    setRotated((await secretsRotateMasterKey({ client })).data)
    await queryClient.invalidateQueries({ queryKey: ['secrets'] })
  }
  return (
    <Section title={t`Master key`}>
      <QueryState query={query}>
        {({ id, origin }) => (
          <Stack gap="sm">
            <Text size="sm">
              <Code>{id}</Code>{' '}
              {origin === 'file' ? (
                <Trans>from a file in the data directory</Trans>
              ) : (
                <Trans>from the environment</Trans>
              )}
            </Text>
            <Group>
              <ConfirmButton
                label={t`Change the master key`}
                title={t`Change the master key?`}
                act={rotate}
                isDanger={false}
              >
                {origin === 'file'
                  ? t`A new file takes the place of the current one, and the data keys are sealed with it. Secrets are not touched. Back up the new file: without it a backup of the database is worthless.`
                  : t`The new key is that in TRIBUTARY_MASTER_KEY_NEW. Afterwards it has to take the place of the current one in the environment before the next start.`}
              </ConfirmButton>
            </Group>
            {rotated !== undefined && <MasterKeyRotated rotation={rotated} />}
          </Stack>
        )}
      </QueryState>
    </Section>
  )
}

function DataKeys() {
  const { t } = useLingui()
  const formats = useFormats()
  const queryClient = useQueryClient()
  const [rotated, setRotated] = useState<SecretsRotation>()
  const query = useQuery({
    queryKey: ['secrets', 'data-keys'],
    queryFn: ({ signal }) => Array.fromAsync(items(secretsListDataKeys, { client, signal })),
  })
  const rotate = async () => {
    setRotated((await secretsRotateDataKey({ client })).data)
    await queryClient.invalidateQueries({ queryKey: ['secrets'] })
  }
  return (
    <Section title={t`Data keys`}>
      <QueryState query={query}>
        {(keys) => (
          <Stack gap="sm">
            <WideTable label={t`Data keys`}>
              <Table.Thead>
                <Table.Tr>
                  <Table.Th scope="col">{t`Key`}</Table.Th>
                  <Table.Th scope="col">{t`State`}</Table.Th>
                  <Table.Th scope="col">{t`Created`}</Table.Th>
                  <Table.Th scope="col">{t`Secrets`}</Table.Th>
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {keys.map(({ id, active, createdAt, secretCount }) => (
                  <Table.Tr key={id}>
                    <Table.Th scope="row" fw={400}>
                      <Code>{id}</Code>
                    </Table.Th>
                    <Table.Td>
                      <Status look={active ? 'good' : 'none'}>{active ? t`In use` : t`Earlier`}</Status>
                    </Table.Td>
                    <Table.Td>{formats.dateTime(createdAt)}</Table.Td>
                    <Table.Td>{formats.number(secretCount)}</Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </WideTable>
            <Group>
              <ConfirmButton
                label={t`Change the data key`}
                title={t`Change the data key?`}
                act={rotate}
                isDanger={false}
              >
                {t`A new key is made, and every secret is sealed with it while the server runs. Nothing has to be entered again.`}
              </ConfirmButton>
            </Group>
            {rotated !== undefined && <DataKeyRotated rotation={rotated} />}
          </Stack>
        )}
      </QueryState>
    </Section>
  )
}
