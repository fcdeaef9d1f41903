"""The version of our reading of pages, kept with the files of each site job."""

#: Raise it by one, by hand, whenever `parser.pages` begins to read the same bytes differently. The
#: next diff.csv of each site then says `extractor_changed` where the change is ours, not the shop's.
EXTRACTOR_VERSION = 1
