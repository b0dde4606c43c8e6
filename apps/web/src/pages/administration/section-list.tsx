import { useLingui } from '@lingui/react/macro'
import { Box } from '@mantine/core'
import { useRouterState } from '@tanstack/react-router'
import { NavLink } from '../../components/nav-link.tsx'
import { SectionField } from '../../components/section-field.tsx'
import { SECTIONS } from './sections.ts'

/** The sections: a list of links, and one field on a small screen. */
export function SectionList() {
  const { t, i18n } = useLingui()
  const path = useRouterState({ select: ({ location }) => location.pathname })
  const current = SECTIONS.find(({ to }) => path === to || path.startsWith(`${to}/`))
  return (
    <>
      <Box component="nav" aria-label={t`Administration`} visibleFrom="sm">
        {SECTIONS.map(({ to, label }) => (
          <NavLink key={to} to={to} label={i18n._(label)} activeProps={{ active: true }} />
        ))}
      </Box>
      <SectionField
        sections={SECTIONS.map(({ to, label }) => ({ value: to, label: i18n._(label) }))}
        current={current?.to ?? ''}
      />
    </>
  )
}
