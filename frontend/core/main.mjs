// @ts-check
/** What every page has: menus, dialogs, toasts, times, theme, copy buttons, careful forms. */
import "freethrow/core/copy.mjs";
import "freethrow/core/dialogs.mjs";
import "freethrow/core/forms.mjs";
import "freethrow/core/menus.mjs";
import "freethrow/core/theme.mjs";
import "freethrow/core/time.mjs";
import "freethrow/core/toasts.mjs";
