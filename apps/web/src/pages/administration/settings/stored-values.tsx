import { useLingui } from '@lingui/react/macro'
import { Code, Table, Text } from '@mantine/core'
import {
  type SettingsPluginSettings,
  type SettingsSetting,
  settingsClearPlugin,
  settingsGetPlugin,
} from '@tributary/client'
import { client } from '../../../api/client.ts'
import { ConfirmButton } from '../parts/confirm-button.tsx'
import { Section } from '../parts/section.tsx'
import { WideTable } from '../parts/wide-table.tsx'

interface StoredValuesProps {
  readonly plugin: string
  readonly fields: readonly SettingsSetting[]
  /** The label of a field. */
  readonly labelOf: (key: string) => string
  readonly onCleared: (settings: SettingsPluginSettings) => void
}

/** Where each value comes from: stored here, the environment, or the default. */
export function StoredValues({ plugin, fields, labelOf, onCleared }: StoredValuesProps) {
  const { t } = useLingui()
  const clear = async () => {
    await settingsClearPlugin({ client, path: { plugin } })
    onCleared((await settingsGetPlugin({ client, path: { plugin } })).data)
  }
  const known = fields.filter(({ isSet, env }) => isSet || env !== null)
  if (known.length === 0) return null
  return (
    <Section title={t`Where the values come from`}>
      <WideTable label={t`Where the values come from`}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">{t`Field`}</Table.Th>
            <Table.Th scope="col">{t`Value from`}</Table.Th>
            <Table.Th scope="col">{t`Environment variable`}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {known.map(({ key, origin, env, problems }) => (
            <Table.Tr key={key}>
              <Table.Td>{labelOf(key)}</Table.Td>
              <Table.Td>
                <Origin origin={origin} />
                {problems.length > 0 && (
                  <Text size="sm" c="var(--mantine-color-error)">
                    {problems.join(' ')}
                  </Text>
                )}
              </Table.Td>
              <Table.Td>{env !== null && <Code>{env}</Code>}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </WideTable>
      {fields.some(({ origin }) => origin === 'stored') && (
        <div>
          <ConfirmButton label={t`Clear all`} title={t`Clear all stored values?`} act={clear}>
            {t`Everything that is stored here is deleted, secrets too. Values of the environment and defaults stay. Connections of people stay, but cannot be used until the values are entered again.`}
          </ConfirmButton>
        </div>
      )}
    </Section>
  )
}

function Origin({ origin }: Pick<SettingsSetting, 'origin'>) {
  const { t } = useLingui()
  switch (origin) {
    case 'stored':
      return t`Stored here`
    case 'environment':
      return t`Environment`
    case 'default':
      return t`Default`
    default:
      return t`Not set`
  }
}
