import type { ThemeProps } from '@rjsf/core'
import BaseInputTemplate from '@rjsf/mantine/lib/templates/BaseInputTemplate.js'
import FieldTemplate from '@rjsf/mantine/lib/templates/FieldTemplate.js'
import RadioWidget from '@rjsf/mantine/lib/widgets/RadioWidget.js'
import SelectWidget from '@rjsf/mantine/lib/widgets/SelectWidget.js'
import TextareaWidget from '@rjsf/mantine/lib/widgets/TextareaWidget.js'
import { CheckboxWidget } from './checkbox-widget.tsx'
import { CheckboxesWidget } from './checkboxes-widget.tsx'
import { describedWidget } from './described-widget.tsx'
import { GroupTemplate } from './group-template.tsx'
import { ListItemTemplate } from './list-item-template.tsx'
import { ListTemplate } from './list-template.tsx'
import { SecretWidget } from './secret-widget.tsx'

/**
 * The inputs of `@rjsf/mantine`, with what they lack: groups, descriptions that are read aloud, buttons and boxes that are large enough. Its
 * modules are named one by one: the whole brings a calendar and a colour picker, which no field has.
 */
export const formTheme: ThemeProps = {
  templates: {
    BaseInputTemplate: describedWidget(BaseInputTemplate),
    FieldTemplate,
    ObjectFieldTemplate: GroupTemplate,
    ArrayFieldTemplate: ListTemplate,
    ArrayFieldItemTemplate: ListItemTemplate,
    // Each input shows its own help and errors.
    FieldHelpTemplate: () => null,
    FieldErrorTemplate: () => null,
  },
  widgets: {
    SelectWidget: describedWidget(SelectWidget),
    TextareaWidget: describedWidget(TextareaWidget),
    RadioWidget: describedWidget(RadioWidget),
    PasswordWidget: SecretWidget,
    CheckboxWidget,
    CheckboxesWidget,
  },
}
