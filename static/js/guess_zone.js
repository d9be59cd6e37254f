/* Preselects the clock the device itself uses, if nobody chose one yet. It leaves the device only when
   the form is sent. */

const select = document.querySelector("select[data-guess-zone]");
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
if (select && zone && [...select.options].some((option) => option.value === zone)) select.value = zone;
