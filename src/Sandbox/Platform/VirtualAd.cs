namespace Millrace.Sandbox.Platform;

/// <summary>An ad, which DSP calls a creative.</summary>
internal sealed class VirtualAd(string id, VirtualSku sku, AdMedia media)
{
    public string Id { get; } = id;

    public VirtualSku Sku { get; } = sku;

    public AdMedia Media { get; } = media;
}
