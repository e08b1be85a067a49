/** The functions of the login that a page needs. */
export interface LoginApi {
  sendCode(phoneNumber: string): Promise<string>
  checkCode(verificationId: string, code: string): Promise<boolean>
}

/** Shows a form that asks for a phone number, then for the code that was sent to it. */
export function showLoginForm(root: HTMLElement, api: LoginApi): void {
  root.innerHTML = `
    <form><label>Phone number <input name="phone" /></label><button>Send code</button></form>
    <p role="status"></p>`
  const form = root.querySelector('form') as HTMLFormElement
  const status = root.querySelector('[role=status]') as HTMLElement
  const readField = (name: string) => (form.querySelector(`[name=${name}]`) as HTMLInputElement).value
  let verificationId: string | undefined
  const send = async () => {
    verificationId = await api.sendCode(readField('phone'))
    form.innerHTML = '<label>Code <input name="code" /></label><button>Log in</button>'
    status.textContent = 'We sent you a code.'
  }
  const check = async (id: string) => {
    status.textContent = (await api.checkCode(id, readField('code'))) ? 'Welcome.' : 'This code is not right.'
  }
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    const step = verificationId === undefined ? send() : check(verificationId)
    step.catch((error: Error) => {
      status.textContent = error.message
    })
  })
}
