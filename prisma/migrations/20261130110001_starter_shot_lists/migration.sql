-- Shot lists to start with, made from the MAIN photo that every catalogue has. They belong to the seller from here on, as the
-- starter prompts do. A shot whose image type was renamed or deleted gets an id that nothing has: its list says so, and the
-- seller chooses another image type.
INSERT INTO "ShotList" (id, name, description, shots, "updatedAt")
SELECT gen_random_uuid()::text, list.name, list.description, (
  SELECT jsonb_agg(jsonb_build_object('name', shot.name, 'variant', 'MAIN', 'targetVariant', shot.target,
    'imageTypeId', coalesce(t.id, gen_random_uuid()::text), 'customPrompt', shot.prompt) ORDER BY shot.place)
  FROM (VALUES
    ('Complete listing', 1, 'On white', 'MAIN', 'White background', 'Show this exact product, {{product_title}}, alone on a pure white background (RGB 255, 255, 255), filling about 85 % of the frame, whole and centred, evenly lit, sharp from front to back. Keep its shape, colour, material and logo exactly as in the photo. No props, no text, no border, no watermark.'),
    ('Complete listing', 2, 'Lifestyle, at home', 'PT01', 'Lifestyle', 'Place this exact product, {{product_title}}, in a bright, lived-in home where it is naturally used. Soft daylight from a window, shallow depth of field, calm neutral colours. The product is the clear subject. Keep its shape, colour, material, logo and proportions exactly as in the photo. No people, no text, no watermark, no other brands.'),
    ('Complete listing', 3, 'Lifestyle, evening', 'PT02', 'Lifestyle', 'Place this exact product, {{product_title}}, in a warm, stylish setting where its buyer would keep or use it, in the evening. Low golden light, a few fitting things out of focus behind it. The product is the clear subject. Keep its shape, colour, material, logo and proportions exactly as in the photo. No people, no text, no watermark, no other brands.'),
    ('Complete listing', 4, 'In use', 'PT03', 'Lifestyle', 'Show a person using this exact product, {{product_title}}, for what it is made for, in a natural, unposed way. The product is in focus and fully visible, at its true size next to the person. Keep its shape, colour, material and logo exactly as in the photo. Realistic hands, daylight. No text, no watermark, no other brands.'),
    ('Complete listing', 5, 'Detail', 'PT04', 'Close-up', 'Make a close-up of this exact product, {{product_title}}, that shows its material and workmanship. Raking light that brings out the texture, shallow depth of field, plain light background. Invent nothing that the photo does not show. No text, no watermark.'),
    ('White background refresh', 1, 'On white', 'MAIN', 'White background', 'Show this exact product, {{product_title}}, alone on a pure white background (RGB 255, 255, 255), filling about 85 % of the frame, whole and centred, evenly lit, sharp from front to back. Keep its shape, colour, material and logo exactly as in the photo. No props, no text, no border, no watermark.'),
    ('Seasonal', 1, 'Holiday scene', 'PT01', 'Seasonal', 'Show this exact product, {{product_title}}, in a tasteful winter holiday setting at home: warm lights out of focus, a little greenery, nothing that covers it. Keep its shape, colour, material, logo and proportions exactly as in the photo. No people, no text, no watermark, no other brands.'),
    ('Seasonal', 2, 'As a gift', 'PT02', 'Seasonal', 'Show this exact product, {{product_title}}, as a winter holiday gift: out of its box on a wooden table, with plain wrapping paper and ribbon next to it, nothing that covers it. Soft warm light. Keep its shape, colour, material, logo and proportions exactly as in the photo. No people, no text, no watermark, no other brands.')
  ) AS shot (list, place, name, target, type, prompt) LEFT JOIN "ImageType" t ON t.name = shot.type
  WHERE shot.list = list.name
), now()
FROM (VALUES
  ('Complete listing', 'Five images for a new listing: on white, two scenes, in use, and a detail.'),
  ('White background refresh', 'A new main image on pure white.'),
  ('Seasonal', 'Two winter holiday images. Change the prompts for another season.')
) AS list (name, description);
