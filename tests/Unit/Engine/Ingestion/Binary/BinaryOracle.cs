namespace Millrace.Unit.Engine.Ingestion.Binary;

/// <summary>The frame of the binary form once more, slowly and apart from the reader, as docs/ingest-binary.md tells it.</summary>
internal sealed class BinaryOracle(byte[] body)
{
    private int at;
    private bool isBroken;

    /// <summary>Events of a body, or null where its frame is broken.</summary>
    public static long? Events(byte[] body) => new BinaryOracle(body).Read();

    private long? Read()
    {
        Require(body.Length > 4 && body[0] == 'M' && body[1] == 'R' && body[2] == 'E' && body[3] == 1);
        at = 4;
        var texts = Number(1 << 20);
        for (var left = texts; left > 0 && !isBroken; left--)
        {
            Text();
        }

        var accounts = Number(1 << 17);
        for (var left = 3 * accounts; left > 0 && !isBroken; left--)
        {
            Number(texts);
        }

        var events = Number(1 << 20);
        var time = Int128.Zero;
        for (var left = events; left > 0 && !isBroken; )
        {
            var differs = Number(511);
            for (var field = 0; field < 9; field++)
            {
                if ((differs >> field & 1) != 0)
                {
                    Number(field == 4 ? accounts : texts);
                }
            }

            var count = Number(left);
            Require(count > 0);
            left -= count;
            for (; count > 0 && !isBroken; count--)
            {
                Event(ref time);
            }
        }

        Require(at == body.Length);
        return isBroken ? null : (long)events;
    }

    private void Event(ref Int128 time)
    {
        var flags = Byte();
        Require(flags < 128);
        var step = Varint();
        time += step % 2 == 0 ? (Int128)(step / 2) : -(Int128)(step / 2) - 1;
        Require(time >= -(1L << 47) && time < 1L << 47);
        for (var bit = 8; bit <= 16; bit *= 2)
        {
            if ((flags & bit) != 0)
            {
                Varint();
            }
        }

        for (var bit = 32; bit <= 64; bit *= 2)
        {
            if ((flags & bit) != 0)
            {
                Text();
            }
        }
    }

    private void Text()
    {
        var length = Varint();
        Require(length <= (UInt128)(body.Length - at));
        at += isBroken ? 0 : (int)length;
    }

    private UInt128 Number(UInt128 most)
    {
        var value = Varint();
        Require(value <= most);
        return isBroken ? 0 : value;
    }

    private UInt128 Varint()
    {
        var value = UInt128.Zero;
        for (var place = 0; place < 10; place++)
        {
            var part = Byte();
            value |= (UInt128)(part & 127) << (7 * place);
            if (part < 128)
            {
                Require(value <= ulong.MaxValue);
                return isBroken ? 0 : value;
            }
        }

        Require(false);
        return 0;
    }

    private int Byte()
    {
        Require(at < body.Length);
        return isBroken ? 0 : body[at++];
    }

    private void Require(bool isSo) => isBroken |= !isSo;
}
