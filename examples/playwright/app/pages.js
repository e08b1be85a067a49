/** @param {string} content */
const page = (content) => `<!doctype html><html lang="en"><title>Log in</title><main>${content}</main></html>`

/** @param {string} text */
const toText = (text) => text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`)

/** @param {string} [note] */
const toNote = (note) => (note === undefined ? '' : `<p role="alert">${toText(note)}</p>`)

/** @param {string} [note] */
export const phonePage = (note) =>
  page(`<h1>Log in</h1>${toNote(note)}
    <form method="post" action="/phone">
      <label>Phone number <input name="phone" type="tel" required></label> <button>Send code</button>
    </form>`)

/** @param {string} [note] */
export const codePage = (note) =>
  page(`<h1>Enter the code</h1>${toNote(note)}
    <form method="post" action="/code">
      <label>Code <input name="code" inputmode="numeric" autocomplete="one-time-code" required></label> <button>Log in</button>
    </form>
    <form method="post" action="/again"><button>Send another code</button></form>`)

/** @param {string} phone */
export const welcomePage = (phone) => page(`<h1>Welcome</h1><p>You are logged in as ${toText(phone)}.</p>`)
