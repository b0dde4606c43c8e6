import { useLingui } from '@lingui/react/macro'
import { Code, Table } from '@mantine/core'
import type { KernelRoute } from '@tributary/client'
import { WideTable } from '../parts/wide-table.tsx'

/** The routes of a plugin, and who may call them. */
export function PluginRoutes({ routes }: { routes: readonly KernelRoute[] }) {
  const { t } = useLingui()
  const who = { public: t`Everybody`, user: t`People who are signed in`, admin: t`Administrators` }
  return (
    <WideTable label={t`Routes`}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th scope="col">{t`Route`}</Table.Th>
          <Table.Th scope="col">{t`Who`}</Table.Th>
          <Table.Th scope="col">{t`Scope of API keys`}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {routes.map(({ method, path, access, scopes, sessionOnly }) => (
          <Table.Tr key={`${method} ${path}`}>
            <Table.Td>
              <Code>
                {method} {path}
              </Code>
            </Table.Td>
            <Table.Td>{who[access]}</Table.Td>
            <Table.Td>{sessionOnly ? t`No API keys` : scopes.join(', ')}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </WideTable>
  )
}
