import { useLingui } from '@lingui/react/macro'
import { Stack } from '@mantine/core'
import { useChangeMe } from '../../../api/change-me.ts'
import { useMe } from '../../../api/me.ts'
import { LanguageSwitch } from '../../../components/language-switch.tsx'
import { Problem } from '../../../components/problem.tsx'
import { ThemeSwitch } from '../../../components/theme-switch.tsx'
import { currentLanguage } from '../../../i18n/languages.ts'
import { Section } from '../section.tsx'
import { ProfileForm } from './profile-form.tsx'

/** Who the person is, and how the page looks and writes for them. */
export function ProfilePage() {
  const { t } = useLingui()
  const me = useMe()
  const change = useChangeMe()
  return (
    <>
      <Section title={t`Profile`} description={me.email}>
        <ProfileForm me={me} />
      </Section>
      <Section
        title={t`Appearance`}
        description={t`Applies at once, in every browser where you are signed in.`}
      >
        {change.isError && <Problem error={change.error} />}
        <Stack maw="24rem">
          <ThemeSwitch value={me.theme} onChange={(theme) => change.mutate({ theme })} />
          <LanguageSwitch
            value={me.language ?? currentLanguage()}
            onChange={(language) => change.mutate({ language })}
          />
        </Stack>
      </Section>
    </>
  )
}
