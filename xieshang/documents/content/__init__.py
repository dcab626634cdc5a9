"""What is inside a file: one module a family of formats, each answering with a verdict.

A check reads from a seekable binary file of a size that was limited before. Its reason is a
sentence without the file's name; whoever asks puts the name before it.
"""
