"""The pages of one record: put in order, turned, inserted, replaced."""
