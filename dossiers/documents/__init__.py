"""Papers made by the product: DOCX from templates in the layout of Nghị định 30/2020/NĐ-CP, and their values."""
