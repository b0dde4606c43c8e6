import { msg } from '@lingui/core/macro'
import { useLingui } from '@lingui/react'
import {
  IconApi,
  IconBell,
  IconChartLine,
  IconHome,
  IconListCheck,
  IconMovie,
  IconPlugConnected,
  IconSettings,
  IconUser,
} from '@tabler/icons-react'
import { useIsAdministrator } from '../api/me.ts'
import { NavLink } from '../components/nav-link.tsx'
import { UnreadBadge } from './unread-badge.tsx'

const ENTRIES = [
  { to: '/', label: msg`Home`, icon: IconHome },
  { to: '/integrations', label: msg`Integrations`, icon: IconPlugConnected },
  { to: '/charts', label: msg`Metrics`, icon: IconChartLine },
  { to: '/library', label: msg`Library`, icon: IconMovie },
  { to: '/jobs', label: msg`Jobs`, icon: IconListCheck },
  { to: '/notifications', label: msg`Notifications`, icon: IconBell },
  { to: '/me', label: msg`Me`, icon: IconUser },
] as const

/** The links to all pages. `onLeave` closes the menu of a small screen. */
export function Navigation({ onLeave }: { onLeave: () => void }) {
  const { _ } = useLingui()
  const isAdministrator = useIsAdministrator()
  return (
    <>
      {ENTRIES.map(({ to, label, icon: Icon }) => (
        <NavLink
          key={to}
          to={to}
          label={_(label)}
          leftSection={<Icon size={20} aria-hidden />}
          rightSection={to === '/notifications' && <UnreadBadge />}
          activeOptions={{ exact: to === '/' }}
          activeProps={{ active: true }}
          onClick={onLeave}
        />
      ))}
      {isAdministrator && (
        <NavLink
          to="/administration"
          label={_(msg`Administration`)}
          leftSection={<IconSettings size={20} aria-hidden />}
          activeProps={{ active: true }}
          onClick={onLeave}
        />
      )}
      <NavLink
        to="/developers"
        label={_(msg`API`)}
        leftSection={<IconApi size={20} aria-hidden />}
        activeProps={{ active: true }}
        onClick={onLeave}
      />
    </>
  )
}
