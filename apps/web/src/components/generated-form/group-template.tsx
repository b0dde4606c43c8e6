import { Fieldset, Stack } from '@mantine/core'
import { getUiOptions, type ObjectFieldTemplateProps } from '@rjsf/utils'

interface Group {
  readonly title: string
  readonly fields: readonly string[]
}

/** The fields of a form; those of one group together under its name, where the first of them is. */
export function GroupTemplate({ uiSchema, properties, fieldPathId }: ObjectFieldTemplateProps) {
  const { groups = [] } = getUiOptions(uiSchema) as { readonly groups?: readonly Group[] }
  const shown = new Set<Group>()
  const parts = properties.flatMap(({ name, content }) => {
    const group = groups.find(({ fields }) => fields.includes(name))
    if (group === undefined) return [content]
    if (shown.has(group)) return []
    shown.add(group)
    const members = properties.filter((each) => group.fields.includes(each.name))
    return [
      <Fieldset key={group.title} legend={group.title} styles={{ legend: { fontWeight: 600 } }}>
        <Stack>{members.map((each) => each.content)}</Stack>
      </Fieldset>,
    ]
  })
  return <Stack id={fieldPathId.$id}>{parts}</Stack>
}
