import { getUiOptions, type ObjectFieldTemplateProps } from '@rjsf/utils'
import { createElement as h, type ReactElement } from 'react'

interface Group {
  readonly title: string
  readonly fields: readonly string[]
}

/** Shows the fields of one group together, under its name: where the first of them is. */
export function GroupTemplate({ uiSchema, properties, fieldPathId }: ObjectFieldTemplateProps): ReactElement {
  const { groups = [] } = getUiOptions(uiSchema) as { readonly groups?: readonly Group[] }
  const shown = new Set<Group>()
  const parts = properties.flatMap(({ name, content }) => {
    const group = groups.find(({ fields }) => fields.includes(name))
    if (group === undefined) return [content]
    if (shown.has(group)) return []
    shown.add(group)
    const members = properties.filter((each) => group.fields.includes(each.name))
    return [
      h(
        'fieldset',
        { key: group.title, className: 'group' },
        h('legend', null, group.title),
        members.map((each) => each.content),
      ),
    ]
  })
  return h('div', { id: fieldPathId.$id }, parts)
}
