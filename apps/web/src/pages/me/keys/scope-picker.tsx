import { useLingui } from '@lingui/react/macro'
import { Checkbox, Group, ScrollArea, Stack } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { integrationsQuery } from '../../../api/integrations.ts'
import { useIsAdministrator } from '../../../api/me.ts'
import { QueryState } from '../../../components/query-state.tsx'
import { scopesQuery } from './scope-queries.ts'

interface ScopePickerProps {
  readonly value: readonly string[]
  readonly onChange: (scopes: readonly string[]) => void
}

/** The scopes of each plugin. */
export function ScopePicker({ value, onChange }: ScopePickerProps) {
  const { t } = useLingui()
  const query = useQuery(scopesQuery)
  const { data: integrations = [] } = useQuery(integrationsQuery)
  const actions: Readonly<Record<string, string>> = { read: t`Read`, write: t`Change`, admin: t`Administer` }
  const isAdministrator = useIsAdministrator()
  const isOffered = ({ action }: { action: string }) => isAdministrator || action !== 'admin'
  const nameOf = (plugin: string) =>
    integrations.find(({ integration }) => integration === plugin)?.displayName ?? capitalised(plugin)
  return (
    <QueryState query={query}>
      {(plugins) => (
        <ScrollArea.Autosize
          mah="20rem"
          type="auto"
          viewportProps={{ tabIndex: 0, role: 'region', 'aria-label': t`What it may do` }}
        >
          <Stack gap="sm" p={4}>
            {plugins
              .filter(({ scopes }) => scopes.some(isOffered))
              .map(({ plugin, scopes }) => (
                <Checkbox.Group
                  key={plugin}
                  label={nameOf(plugin)}
                  value={[...value]}
                  onChange={(chosen) => onChange(chosen)}
                >
                  <Group gap="lg" mt={4}>
                    {scopes.filter(isOffered).map(({ scope, action, opens }) => (
                      <Checkbox
                        key={scope}
                        value={scope}
                        label={actions[action] ?? action}
                        title={opens.join('\n')}
                      />
                    ))}
                  </Group>
                </Checkbox.Group>
              ))}
          </Stack>
        </ScrollArea.Autosize>
      )}
    </QueryState>
  )
}

function capitalised(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1)
}
