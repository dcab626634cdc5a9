// Passkeys: a form with data-passkey ("create" or "get") asks the device when its button is pressed,
// puts the answer into the field "credential" and is sent. Options stand in data-options or are
// fetched from data-options-url. Without this script such a form stays hidden or says what to do.
(function () {
  'use strict'

  function say (form, key) {
    const said = form.querySelector('[data-passkey-said]')
    said.textContent = said.dataset[key] || ''
    said.hidden = !key
  }

  async function optionsOf (form) {
    if (form.dataset.options) return JSON.parse(form.dataset.options)
    const answer = await fetch(form.dataset.optionsUrl, { headers: { Accept: 'application/json' } })
    if (!answer.ok) throw new TypeError('no options')
    return (await answer.json()).request_options
  }

  // A key that the device can find by itself replaces the password too; one that cannot is still a second factor.
  function findable (options) {
    const wanted = { ...options.publicKey.authenticatorSelection, residentKey: 'preferred', requireResidentKey: false }
    return { publicKey: { ...options.publicKey, authenticatorSelection: wanted } }
  }

  function reasonOf (fault) {
    if (fault.name === 'SecurityError') return 'unfit'
    return fault instanceof TypeError ? 'offline' : 'refused'
  }

  async function ask (form) {
    say(form, '')
    try {
      const options = await optionsOf(form)
      const create = form.dataset.passkey === 'create'
      const made = await (create ? window.webauthnJSON.create(findable(options)) : window.webauthnJSON.get(options))
      form.elements.credential.value = JSON.stringify(made)
      form.submit()
    } catch (fault) {
      say(form, reasonOf(fault))
    }
  }

  if (!window.PublicKeyCredential) return
  document.querySelectorAll('form[data-passkey]').forEach(function (form) {
    form.hidden = false
    form.querySelector('button[type="button"]').addEventListener('click', function () { ask(form) })
  })
})()
