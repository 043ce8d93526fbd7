// The CMS saves by itself half a second after a change, and takes the fields that an approval adds for a change. Where
// the answer is slower than that, the lesson was approved twice at a time: one of the two failed or hid it again.
document.addEventListener("w-autosave:save", (event) => {
  if (event.detail.formData.has("action-workflow-action")) event.preventDefault();
});
