-- The fetch lua.client_cert_chain: the client's chain as a List of Byte Sequences of RFC 9440,
-- without the client's own certificate.

local SEQUENCE, LONG_FORM = 0x30, 0x80

-- The first octet and the length of the content of the DER SEQUENCE at an offset; nil if there is none.
local function content(der, at)
  local tag, length = der:byte(at, at + 1)
  if tag ~= SEQUENCE or not length then return nil end
  local from = at + 2
  if length < LONG_FORM then return from, length end
  local octets = length - LONG_FORM
  if octets < 1 or octets > 3 then return nil end
  length = 0
  for _, octet in ipairs({ der:byte(from, from + octets - 1) }) do
    length = length * 256 + octet
  end
  return from + octets, length
end

core.register_fetches("client_cert_chain", function(txn)
  local der = txn.f:ssl_c_chain_der() or ""
  local members, at = {}, 1
  while at <= #der do
    local from, length = content(der, at)
    local last = from and from + length - 1
    if not last or last > #der then return "" end
    members[#members + 1] = ":" .. txn.c:base64(der:sub(at, last)) .. ":"
    at = last + 1
  end
  return table.concat(members, ", ")
end)
