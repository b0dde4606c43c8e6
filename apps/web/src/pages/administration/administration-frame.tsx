import { useLingui } from '@lingui/react/macro'
import { Box, Flex } from '@mantine/core'
import { Outlet } from '@tanstack/react-router'
import { useIsAdministrator } from '../../api/me.ts'
import { Empty } from '../../components/empty.tsx'
import { PageTitle } from '../../components/page-title.tsx'
import { SectionList } from './section-list.tsx'

/** The list of sections beside the open one. People who are not administrators are told so. */
export function AdministrationFrame() {
  const { t } = useLingui()
  if (!useIsAdministrator())
    return (
      <>
        <PageTitle>{t`Administration`}</PageTitle>
        <Empty title={t`This page is for administrators.`} />
      </>
    )
  return (
    <Flex direction={{ base: 'column', sm: 'row' }} gap={{ base: 'md', sm: 'xl' }} align="stretch">
      <Box w={{ base: '100%', sm: 190 }} style={{ flexShrink: 0 }}>
        <SectionList />
      </Box>
      <Box style={{ flex: '1 1 0', minWidth: 0 }} maw={1100}>
        <Outlet />
      </Box>
    </Flex>
  )
}
