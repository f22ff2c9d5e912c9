"""The store that an installation's settings name; for the web and for whoever works behind it."""

from media.storage import Store, StoreConfig, open_store
from practice.settings import Settings


def store_of(settings: Settings) -> Store:
    """A folder, or S3 where an endpoint is set."""
    return open_store(
        StoreConfig(
            folder=settings.store_dir,
            secret=settings.secret_key,
            endpoint_url=settings.s3_endpoint_url,
            public_url=settings.s3_public_url,
            bucket=settings.s3_bucket,
            region=settings.s3_region,
            access_key_id=settings.s3_access_key_id,
            secret_access_key=settings.s3_secret_access_key,
        )
    )
